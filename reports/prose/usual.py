"""The words that reports begin with until the office writes its own: the first edition of each template."""

from reports.models import ReportKind

USUAL = {
    ReportKind.DAILY: """
{as_of}，{whole}共交办群众举报件{clues_received}件，已办结{clues_closed}件，阶段性办结{clues_interim_closed}件，正在办理{clues_open}件。办结率（不含阶段性）{closure_rate_strict}（{closure_rate_strict_of}），办结率（含阶段性）{closure_rate_broad}（{closure_rate_broad_of}）。
一、本日交办
本日交办件{orders_today}件，其中来电{orders_calls}件、来信{orders_letters}件，其中重点{orders_key}件；领导批示{orders_instructed}件。一小时转办率{dispatch_within_hour_rate}（{dispatch_within_hour_rate_of}）。
二、边督边改
责令整改{ordered_to_correct}家，立案处罚{filed_for_inspection}家，罚款{fined_for_inspection}元，立案侦查{investigated_by_police}件，拘留{detained}人，约谈{persons_interviewed}人，问责{persons_held_to_account}人。
三、督察支撑
交办批次{batches}批；调阅资料{document_requests}批{document_items}项{document_copies}份；谈话{talks}人次，走访{visits}家。
""",
    ReportKind.WEEKLY: """
{as_of}，{whole}共收到环境问题线索{clues_received}件（{since}），办结{clues_closed}件，未办结{clues_open}件，逾期未办结{clues_overdue}件，办结率（不含阶段性）{closure_rate_strict}（{closure_rate_strict_of}）。本期收到{period_received}件。
一、整改任务
整改任务{tasks_total}项，完成整改任务{tasks_completed}项，整改完成率{completion_rate}（{completion_rate_of}）。序时进度：绿{tasks_green}项，黄{tasks_yellow}项，红{tasks_red}项，灰{tasks_grey}项。
二、到期预报
未来30天将到期线索{clues_due_soon}件、将到期整改任务{tasks_due_soon}项。
三、现场检查和填报
个性任务现场检查率{site_checked_rate}（{site_checked_rate_of}），未按期填报{reports_missed}项，日记完整率{diary_completeness}（{diary_completeness_of}）。
""",
    ReportKind.MONTHLY: """
{as_of}，{whole}共收到环境问题线索{clues_received}件（{since}），办结{clues_closed}件，平台办结率{platform_closure_rate}；办结率（不含阶段性）{closure_rate_strict}（{closure_rate_strict_of}），办结率（含阶段性）{closure_rate_broad}（{closure_rate_broad_of}）。
一、本月情况
本月收到线索{period_received}件，办结（净增）{period_closed}件。按期办结率{on_time_rate}（{on_time_rate_of}），及时受理率{acceptance_on_time_rate}（{acceptance_on_time_rate_of}），属实率{substantiated_rate}（{substantiated_rate_of}）。
二、办理质量
退回重办率{returned_rate}（{returned_rate_of}），重启率{reopened_rate}（{reopened_rate_of}）；满意率{satisfaction_rate}（{satisfaction_rate_of}），参评率{rating_rate}（{rating_rate_of}）。
三、未办结和逾期
未办结{clues_open}件，逾期未办结{clues_overdue}件，未来30天将到期线索{clues_due_soon}件。
四、整改任务
整改任务{tasks_total}项，完成整改任务{tasks_completed}项，整改完成率{completion_rate}（{completion_rate_of}）。其中个性任务{tasks_individual}项，完成个性任务{tasks_individual_completed}项；共性任务{tasks_common}项，完成共性任务{tasks_common_completed}项。反弹率{rebound_rate}（{rebound_rate_of}），未按期填报率{missed_report_rate}（{missed_report_rate_of}）。
五、查处和责任追究
立案{cases_filed}件，处罚决定{cases_decided}件，处罚决定率{decision_rate}（{decision_rate_of}），结案率{penalty_closure_rate}（{penalty_closure_rate_of}）。公开通报的问责人数{persons_held_to_account}人，处理人次{accountability_outcomes}人次。
六、水质断面和函件
监测断面{sections}个，达标断面{sections_met}个，劣Ⅴ类断面{sections_worst}个。本月签发函件{letters_signed}份，其中已回复{letters_answered}份。
""",
    ReportKind.MECHANISM: """
{as_of}，攻坚办与纪检监察机关共享和移送信息、线索{items_shared_or_moved}条，联合监督检查{joint_inspections}次，联合约谈单位{units_interviewed}家。
一、问责情况
全机制问责人数{persons_of_mechanism}；个案反馈处理人数{persons_released}人，个案之和不是全机制的总数。
""",
    ReportKind.RECTIFICATION: """
{as_of}，{whole}整改任务{tasks_total}项，完成整改任务{tasks_completed}项，整改完成率{completion_rate}（{completion_rate_of}）；未完成的任务达到序时进度率{on_schedule_rate}（{on_schedule_rate_of}），整改逾期率{overdue_rate}（{overdue_rate_of}）。交办群众举报件{clues_received}件，办结{clues_closed}件，办结率（不含阶段性）{closure_rate_strict}（{closure_rate_strict_of}）。
一、加强组织领导
（请填写领导小组、整改方案和专题会议情况。）
二、压实整改责任
牵头单位{lead_agencies}个；有责任领导的任务{tasks_with_leaders}项，有包案领导的任务{tasks_sponsored}项，有责任人的任务{tasks_with_persons}项，有整改方案的任务{tasks_with_plans}项。
三、完善制度机制
开展回头看的任务{tasks_looked_back}项，累计未按期填报{reports_missed}项，认定虚假整改{tasks_found_fake}项。
四、严肃责任追究
移送责任追究问题{matters_referred}，问责人数{persons_held_to_account}。
五、下一步工作
（请填写下一步安排。）
""",
    ReportKind.SECTIONS: """
{year}{period}监测断面{sections}个，断面达标率{sections_met_rate}（{sections_met_rate_of}），上月断面达标率{sections_met_rate_before}（{sections_met_rate_before_of}）。
一、劣Ⅴ类和未达标断面
劣Ⅴ类断面{sections_worst}个，新增劣Ⅴ类断面{sections_newly_worst}个，未达标断面{sections_failing}个，名单见后表。
二、函件
签发预警函{letters_warning}份、签发函告{letters_principal}份。
""",
    ReportKind.ASSESSMENT: """
{as_of}，{whole}共收到环境问题线索{clues_received}件（{since}），办结{clues_closed}件，办结率（不含阶段性）{closure_rate_strict}（{closure_rate_strict_of}），按期办结率{on_time_rate}（{on_time_rate_of}）。整改任务{tasks_total}项，整改完成率{completion_rate}（{completion_rate_of}）。
一、说明
各县市区事实见后表，只列事实，不计分、不排名；行政处罚和罚款依法不得与考核挂钩，不列入本表。
""",
}
